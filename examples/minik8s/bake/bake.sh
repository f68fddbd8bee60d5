#!/bin/sh
echo baking
